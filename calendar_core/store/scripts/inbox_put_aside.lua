-- Keep an update that nobody can read. ARGV 2: update id, 3: payload, 4: seconds an id is remembered.
if redis.call('ZADD', SEEN, 'NX', num(NOW), ARGV[2]) == 1 then
  redis.call('EXPIRE', SEEN, ARGV[4])
  redis.call('HSET', UPDATE .. ARGV[2], 'chat', '', 'payload', ARGV[3], 'tries', '0', 'arrived', num(NOW))
  park(ARGV[2])
end
return 1
