-- What became of claimed rows. KEYS: due, leases, beginning of the rows, beginning of the records.
-- ARGV: Clock.offset, seconds ('' for "sent, or need not be"), then member, row id, receipt of each.
-- A row whose receipt is not the last one was re-timed or claimed anew: it stays as it is.
local DUE, LEASES, ROW, RECORD = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local after = tonumber(ARGV[2])

local function sent(member, row_id)
  local value = redis.pcall('GET', ROW .. member)
  local ok, row = pcall(cjson.decode, type(value) == 'string' and value or '')
  if ok and type(row) == 'table' and row.of and row.event_id then
    local record = RECORD .. row.of .. ':' .. row.event_id
    local mark = redis.call('HGET', record, row_id)
    if mark and string.sub(mark, 1, 1) == 'd' then
      redis.call('HSET', record, row_id, 's' .. string.sub(mark, 2))
    elseif mark and string.sub(mark, 1, 1) == 'p' then
      redis.call('HDEL', record, row_id)
    end
  end
  redis.call('DEL', ROW .. member)
  redis.call('ZREM', DUE, member)
  redis.call('HDEL', LEASES, member)
end

local settled = 0
for i = 3, #ARGV, 3 do
  local member, row_id, receipt = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local held, attempts, first = string.match(redis.call('HGET', LEASES, member) or '', '^(%S+) (%S+) (%S+)$')
  if held == receipt then
    settled = settled + 1
    if after then
      redis.call('ZADD', DUE, 'XX', string.format('%.6f', now + after), member)
      redis.call('HSET', LEASES, member, '0 ' .. attempts .. ' ' .. first)
    else
      sent(member, row_id)
    end
  end
end
return settled
