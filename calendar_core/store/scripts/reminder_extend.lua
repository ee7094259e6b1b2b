-- Claimed rows are still being sent. ARGV 2: seconds, then member, receipt of each.
-- A row whose receipt is not the last one stays as it is. Answers how many leases go on.
local extended = 0
for i = 3, #ARGV, 2 do
  local held = string.match(redis.call('HGET', LEASES, ARGV[i]) or '', '^(%S+) ')
  if held == ARGV[i + 1] then
    redis.call('ZADD', DUE, 'XX', num(NOW + tonumber(ARGV[2])), ARGV[i])
    extended = extended + 1
  end
end
return extended
