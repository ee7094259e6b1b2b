-- Replace an account's tokens. KEYS: secret. ARGV: value, version they have to have ('' for any), 1 to remove.
-- Answers the new version, or '' where they were written or removed meanwhile. A version is never given twice.
if ARGV[3] == '1' then
  redis.call('HDEL', KEYS[1], 'value')
  redis.call('HINCRBY', KEYS[1], 'version', 1)
  return ''
end
if ARGV[2] ~= '' then
  if redis.call('HEXISTS', KEYS[1], 'value') == 0 or redis.call('HGET', KEYS[1], 'version') ~= ARGV[2] then
    return ''
  end
end
redis.call('HSET', KEYS[1], 'v', '1', 'value', ARGV[1])
return tostring(redis.call('HINCRBY', KEYS[1], 'version', 1))
