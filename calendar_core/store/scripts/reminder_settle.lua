-- What became of claimed rows. ARGV 2: seconds ('' for "sent, or need not be"), then member, receipt of each.
-- A row whose receipt is not the last one was re-timed or claimed anew: it stays as it is.
local after, settled = tonumber(ARGV[2]), 0
for i = 3, #ARGV, 2 do
  local member = ARGV[i]
  local held, attempts, first = string.match(redis.call('HGET', LEASES, member) or '', '^(%S+) (%S+) (%S+)$')
  if held == ARGV[i + 1] then
    settled = settled + 1
    if after then
      redis.call('ZADD', DUE, 'XX', num(NOW + after), member)
      redis.call('HSET', LEASES, member, '0 ' .. attempts .. ' ' .. first)
    else
      local _, ref, name, doc, minute = row_of(member)
      if doc then
        take_row(minute, ref, doc, name)
      else
        forget(member)
      end
    end
  end
end
return settled
