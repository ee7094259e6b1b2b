-- Telegram asked for a pause. KEYS: starts, all, chat. ARGV: Clock.offset, chat, seconds.
-- A second chat that is throttled while the first still is means everybody, and so does any while everybody waits.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local seconds = math.min(tonumber(ARGV[3]), 86400)

local function pause(key)
  local until_ = math.max(tonumber(redis.call('HGET', key, 'until') or '') or 0, now + seconds)
  redis.call('HSET', key, 'until', string.format('%.6f', until_))
  redis.call('EXPIRE', key, math.ceil(until_ - now) + 120)
end

local all = redis.call('HMGET', KEYS[2], 'throttled', 'throttled_until', 'until')
local other = all[1] and all[1] ~= ARGV[2] and (tonumber(all[2] or '') or 0) > now
if other or (tonumber(all[3] or '') or 0) > now then
  pause(KEYS[2])
end
redis.call('HSET', KEYS[2], 'throttled', ARGV[2], 'throttled_until', string.format('%.6f', now + seconds))
redis.call('EXPIRE', KEYS[2], math.ceil(seconds) + 120)
pause(KEYS[3])
return 1
