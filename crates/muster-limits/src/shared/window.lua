-- A sliding window, as in window.rs. KEYS[1]: the window, a hash of parts and their counts.
-- ARGV: the quota, the length of a part in milliseconds, how many parts a window has.
-- Answers: whether the request is admitted, how many are counted, milliseconds until there is more.
local quota, step_ms, steps = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
-- The time is the server's, so that it is the same for everybody.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local step = math.floor(now / step_ms)

local parts, used = {}, 0
local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  local at, count = tonumber(stored[i]), tonumber(stored[i + 1])
  if at + steps < step then
    redis.call('HDEL', KEYS[1], stored[i])
  else
    if at > step then
      -- The server's clock was set back. What is in its future is as if it were now.
      redis.call('HDEL', KEYS[1], stored[i])
      redis.call('HINCRBY', KEYS[1], step, count)
      redis.call('PEXPIRE', KEYS[1], (steps + 1) * step_ms)
      at = step
    end
    parts[#parts + 1] = { at, count }
    used = used + count
  end
end

local admitted = 0
if used < quota then
  admitted, used = 1, used + 1
  redis.call('HINCRBY', KEYS[1], step, 1)
  redis.call('PEXPIRE', KEYS[1], (steps + 1) * step_ms)
  parts[#parts + 1] = { step, 1 }
end

table.sort(parts, function(one, other) return one[1] < other[1] end)
local left, target, reset = used, math.min(used, quota), 0
for _, part in ipairs(parts) do
  left = left - part[2]
  if left < target then
    reset = (part[1] + steps + 1) * step_ms - now
    break
  end
end
return { admitted, used, reset }
