-- Keep a value unless there is one. ARGV: value, seconds. Answers the one that is kept.
if redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2], 'NX') then
  return ARGV[1]
end
return redis.call('GET', KEYS[1])
