-- Let a scope cool down; a longer cool-down that is there stays. breaker.lua stands in front.
-- KEYS 2: the cool-down of a project or account ("until"), or of a calendar ("until hold next").
-- ARGV 1, from 6: microseconds, hold, spacing. ARGV 2: how many of those three numbers the key holds.
local held = redis.call('MGET', KEYS[1], KEYS[2])
local now = tell_time(held[1])
local before = {}
for word in string.gmatch(held[2] or '', '%d+') do
  before[#before + 1] = word
end
local state, last = {}, now
for i = 1, tonumber(ARGV[2]) do
  local instant = math.max(number(before[i]), now + ASKED[5 + i])
  if instant - now > DAY then
    instant = now + ASKED[5 + i]
  end
  state[i], last = text(instant), math.max(last, instant)
end
redis.call('SET', KEYS[2], table.concat(state, ' '), 'PX', text(math.ceil((last - now) / 1000) + 1))
return '1'
