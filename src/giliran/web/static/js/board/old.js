// For browsers that know no modules: the plain page comes anew by itself.
setTimeout(function () { window.location.reload(); }, 15000);
