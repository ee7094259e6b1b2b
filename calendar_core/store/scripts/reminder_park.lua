-- Stop sending to a chat, or take it up again. ARGV 2: chat, 3: 1 or 0.
local chat = ARGV[2]
if ARGV[3] == '1' then
  return redis.call('SADD', SILENT, chat)
end
local rows = redis.call('ZRANGE', PARKED .. chat, 0, -1, 'WITHSCORES')
for i = 1, #rows, 2 do
  redis.call('ZADD', DUE, 'NX', rows[i + 1], rows[i])
end
redis.call('DEL', PARKED .. chat)
return redis.call('SREM', SILENT, chat)
