-- Claimed rows are still being sent. KEYS: due, leases. ARGV: Clock.offset, seconds, then member, receipt of each.
-- A row whose receipt is not the last one stays as it is. Answers how many leases go on.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local until_ = string.format('%.6f', now + tonumber(ARGV[2]))
local extended = 0
for i = 3, #ARGV, 2 do
  local held = string.match(redis.call('HGET', KEYS[2], ARGV[i]) or '', '^(%S+) ')
  if held == ARGV[i + 1] then
    redis.call('ZADD', KEYS[1], 'XX', until_, ARGV[i])
    extended = extended + 1
  end
end
return extended
