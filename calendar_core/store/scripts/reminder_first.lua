-- The short way of reminder_put.lua, whose words these are; behind reminder_minutes.lua.
--
-- Most rows are the first of their event, which is as the caller knows it: nothing to read, nothing to put together.
-- What stands behind this in the script is then not even defined.
local starts, lasts = tonumber(ARGV[10] or ''), tonumber(ARGV[8])
local was, at, length = locate(ARGV[2], ARGV[3])
if starts and (not was or (at == starts and length == lasts)) then
  local minute, ref = was or minute_of(starts, lasts), ARGV[2] .. ':' .. ARGV[3]
  local key = ROW .. named(minute)
  if redis.call('HSETNX', key, ref, ARGV[7]) == 1 then
    if redis.call('HLEN', key) == 1 then
      live_until(key, minute)
    end
    if not at then
      stray(ARGV[2], ARGV[3], minute)
    end
    if ARGV[9] ~= '1' then
      wake(minute, ARGV[6])
    end
    return 1
  end
end
