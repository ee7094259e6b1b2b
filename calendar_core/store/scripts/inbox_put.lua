-- Keep an update. ARGV 2: update id, 3: chat, 4: payload, 5: seconds an id is remembered, 6: seconds for which whoever
-- brings it handles it, where its chat has nothing before it ('' for nobody).
-- Answers 0 where it was here before, 1 where it is kept, and what inbox_claim does where it is handed out.
local id, chat = ARGV[2], ARGV[3]
redis.call('ZREMRANGEBYSCORE', SEEN, '-inf', num(NOW - tonumber(ARGV[5])))
if redis.call('ZADD', SEEN, 'NX', num(NOW), id) == 0 then
  return 0
end
redis.call('EXPIRE', SEEN, ARGV[5])
redis.call('HSET', UPDATE .. id, 'chat', chat, 'payload', ARGV[4], 'tries', '0', 'arrived', num(NOW))
local waiting = redis.call('RPUSH', CHAT .. chat, id)
redis.call('SADD', WAITING, id)
if redis.call('ZSCORE', BUSY, chat) then
  return 1
end
if waiting == 1 and ARGV[6] and ARGV[6] ~= '' then
  return hand_out(chat, tonumber(ARGV[6]), 1)
end
redis.call('ZADD', READY, 'NX', num(NOW), chat)
return 1
