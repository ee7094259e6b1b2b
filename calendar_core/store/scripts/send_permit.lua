-- A permit for one message: the algorithm of resilience/send_permits.py (SendWindow). KEYS: starts, all, chat.
-- ARGV: Clock.offset, seconds between two pushes ('' for a reply), starts in a window, its seconds, seconds between a
-- push and what went before it in its chat, seconds that pushes may be ahead of their pace.
-- Answers {1 granted or 0, seconds, 1 if everybody has to wait}.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local spacing, overall, window = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local LIFE = 120

-- A number that a clock put back (or somebody else) left far ahead counts as none.
local function instant(value)
  local at = tonumber(value or '') or 0
  return at < now + 86400 and at or 0
end

local function num(value)
  return string.format('%.6f', value)
end

local all = redis.call('HMGET', KEYS[2], 'until', 'next_push')
local chat = redis.call('HMGET', KEYS[3], 'until', 'last')
if instant(all[1]) > now then
  return { 0, num(instant(all[1]) - now), 1 }
end
if instant(chat[1]) > now then
  return { 0, num(instant(chat[1]) - now), 0 }
end
if spacing then
  local next_push = instant(all[2])
  local start = math.max(instant(redis.call('LINDEX', KEYS[1], overall - 1)) + window, next_push - tonumber(ARGV[6]))
  if start > now then
    return { 0, num(start - now), 1 }
  end
  local free = instant(chat[2]) + tonumber(ARGV[5])
  if free > now then
    return { 0, num(free - now), 0 }
  end
  redis.call('HSET', KEYS[2], 'next_push', num(math.max(next_push, now) + spacing))
  redis.call('EXPIRE', KEYS[2], LIFE)
end
redis.call('LPUSH', KEYS[1], num(now))
redis.call('LTRIM', KEYS[1], 0, overall - 1)
redis.call('EXPIRE', KEYS[1], LIFE)
redis.call('HSET', KEYS[3], 'last', num(now))
redis.call('EXPIRE', KEYS[3], LIFE)
return { 1, '0', 0 }
