-- Books once for each line of a file: pass, a tab, the body. Each thread takes every second line, and stops at the end.
local threads = {}
local ffi = require("ffi")
ffi.cdef[[ typedef struct { long sec; long micros; } moment; int gettimeofday(moment *now, void *zone); ]]

-- Seconds of the clock. wrk itself waits for its whole time, also when every line has been asked.
local function now()
   local moment = ffi.new("moment")
   ffi.C.gettimeofday(moment, nil)
   return tonumber(moment.sec) + tonumber(moment.micros) / 1e6
end

function setup(thread)
   thread:set("number", #threads)
   table.insert(threads, thread)
end

function init(args)
   lines, at, booked, refused, other, started, ended = {}, 0, 0, 0, 0, 0, 0
   local n = 0
   for line in io.lines(args[1]) do
      if n % tonumber(args[2]) == number then
         local pass, body = line:match("^(.-)\t(.*)$")
         local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Pass " .. pass }
         table.insert(lines, wrk.format("POST", "/rush/bookings", headers, body))
      end
      n = n + 1
   end
end

function request()
   at = at + 1
   started = started > 0 and started or now()
   if at > #lines then
      wrk.thread:stop()
      return lines[#lines]
   end
   return lines[at]
end

function response(status)
   ended = now()
   if status == 201 then
      booked = booked + 1
   elseif status == 409 then
      refused = refused + 1
   else
      other = other + 1
   end
end

function done(summary, latency, requests)
   local booked, refused, other, started, ended = 0, 0, 0, math.huge, 0
   for _, thread in ipairs(threads) do
      booked = booked + thread:get("booked")
      refused = refused + thread:get("refused")
      other = other + thread:get("other")
      started = math.min(started, thread:get("started"))
      ended = math.max(ended, thread:get("ended"))
   end
   print(string.format("RESULT %d %d %d %d %d %d", booked, refused, other, (ended - started) * 1e6,
      latency:percentile(50), latency:percentile(99)))
end
