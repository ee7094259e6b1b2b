-- Keep one value under several keys of a chat. ARGV: value, seconds.
for _, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[1], 'EX', ARGV[2])
end
return 1
