from django.urls import path

from giliran.web.counter import pages, presses, queue

urlpatterns = [
    path("<slug:office>/queue/", queue.queue, name="floor_queue"),
    path("<slug:office>/queue/<int:visit>/", queue.visit, name="floor_visit"),
    path("<slug:office>/queue/<int:visit>/back/", queue.come_back, name="floor_back"),
    path("<slug:office>/queue/<int:visit>/waive/", queue.waive, name="floor_waive"),
    path("<slug:office>/counter/", pages.counters, name="counters"),
    path("<slug:office>/counter/<int:counter>/", pages.counter, name="counter"),
    path("<slug:office>/counter/<int:counter>/sign-in/", pages.sign_in, name="counter_sign_in"),
    path("<slug:office>/counter/<int:counter>/line/", pages.line, name="counter_line"),
    path("<slug:office>/counter/<int:counter>/nik/<int:visit>/", presses.show_nik, name="counter_nik"),
    path("<slug:office>/counter/<int:counter>/<slug:deed>/", presses.press, name="counter_press"),
]
