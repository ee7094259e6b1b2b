-- The next rows of one account. KEYS: due, beginning of the rows. ARGV: "account:", limit, how many rows to look at.
local answer, at, most = {}, 0, tonumber(ARGV[3])
while #answer < 2 * tonumber(ARGV[2]) and at < most do
  local members = redis.call('ZRANGE', KEYS[1], at, at + 499)
  if #members == 0 then
    break
  end
  for _, member in ipairs(members) do
    if string.sub(member, 1, #ARGV[1]) == ARGV[1] and #answer < 2 * tonumber(ARGV[2]) then
      local value = redis.pcall('GET', KEYS[2] .. member)
      if type(value) == 'string' then
        answer[#answer + 1] = member
        answer[#answer + 1] = value
      end
    end
  end
  at = at + 500
end
return answer
