-- A right that one holds at a time. KEYS: lease. ARGV: Clock.offset, word it was given under ('' for a new one),
-- seconds (0 gives it back). Answers the word, or '' where another has it.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local word, seconds = ARGV[2], tonumber(ARGV[3])
local holder = redis.call('HGET', KEYS[1], 'holder')
local until_ = tonumber(redis.call('HGET', KEYS[1], 'until') or '0')
if seconds == 0 then
  if word ~= '' and holder == word then
    redis.call('HSET', KEYS[1], 'until', '0')
  end
  return ''
end
if not (word ~= '' and holder == word) then
  if holder and until_ > now then
    return ''
  end
  word = tostring(redis.call('HINCRBY', KEYS[1], 'fence', 1))
end
redis.call('HSET', KEYS[1], 'holder', word, 'until', string.format('%.6f', now + seconds))
redis.call('EXPIRE', KEYS[1], 2592000)
return word
