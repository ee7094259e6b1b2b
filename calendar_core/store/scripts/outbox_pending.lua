-- An account's waiting writes, oldest first. KEYS: the account's entries, beginning of the entries.
local answer = {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local fields = redis.call('HGETALL', KEYS[2] .. member)
  if #fields > 0 then
    table.insert(fields, 1, (redis.call('HGET', KEYS[2] .. member, 'version') or '0') .. '.0')
    table.insert(fields, 1, member)
    answer[#answer + 1] = fields
  end
end
return answer
