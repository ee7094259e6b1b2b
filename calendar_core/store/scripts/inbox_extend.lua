-- An update is still being handled. ARGV 2: chat, 3: receipt, 4: seconds.
-- A receipt that is not the last one changes nothing. Answers 1 where the lease goes on.
if redis.call('HGET', RECEIPTS, ARGV[2]) ~= ARGV[3] then
  return 0
end
redis.call('ZADD', BUSY, num(NOW + tonumber(ARGV[4])), ARGV[2])
return 1
