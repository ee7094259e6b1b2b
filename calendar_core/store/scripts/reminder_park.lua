-- Stop sending to a chat, or take it up again. KEYS: silent chats, due, the chat's parked rows. ARGV: chat, 1 or 0.
if ARGV[2] == '1' then
  return redis.call('SADD', KEYS[1], ARGV[1])
end
local rows = redis.call('ZRANGE', KEYS[3], 0, -1, 'WITHSCORES')
for i = 1, #rows, 2 do
  redis.call('ZADD', KEYS[2], 'NX', rows[i + 1], rows[i])
end
redis.call('DEL', KEYS[3])
return redis.call('SREM', KEYS[1], ARGV[1])
