-- Let a scope cool down; a longer cool-down that is there stays. breaker.lua stands in front.
-- KEYS 2: the cool-down of a project or account (string: until), or of a calendar (hash: until, hold, next).
-- ARGV 1, from 6: microseconds, hold, spacing. ARGV 2: string or hash.
local SPAN, HOLD, SPACING = ASKED[6], ASKED[7], ASKED[8]

local function extend(field, now, span)
  local held = number(redis.call('HGET', KEYS[2], field))
  redis.call('HSET', KEYS[2], field, text(math.max(held, now + span)))
end

return with_clean_keys({ 'string', ARGV[2] }, function()
  local now = tell_time()
  local life = math.ceil(math.max(SPAN, HOLD, SPACING) / 1000)
  if ARGV[2] == 'string' then
    if number(redis.call('GET', KEYS[2])) < now + SPAN then
      redis.call('SET', KEYS[2], text(now + SPAN), 'PX', text(life))
    end
    return '1'
  end
  extend('until', now, SPAN)
  extend('hold', now, HOLD)
  extend('next', now, SPACING)
  if redis.call('PTTL', KEYS[2]) < life then
    redis.call('PEXPIRE', KEYS[2], text(life))
  end
  return '1'
end)
