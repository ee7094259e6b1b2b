-- An update is still being handled. KEYS: busy chats, receipts. ARGV: Clock.offset, chat, receipt, seconds.
-- A receipt that is not the last one changes nothing. Answers 1 where the lease goes on.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
if redis.call('HGET', KEYS[2], ARGV[2]) ~= ARGV[3] then
  return 0
end
redis.call('ZADD', KEYS[1], string.format('%.6f', now + tonumber(ARGV[4])), ARGV[2])
return 1
