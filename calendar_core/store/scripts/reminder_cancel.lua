-- Take a row out. KEYS: row, due, leases, beginning of the records. ARGV: member, row id.
-- A derived row counts as sent from then on, so that the next sync does not bring it back.
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'string' then
  local ok, row = pcall(cjson.decode, value)
  if ok and type(row) == 'table' and row.of and row.event_id then
    local record = KEYS[4] .. row.of .. ':' .. row.event_id
    local mark = redis.call('HGET', record, ARGV[2])
    if mark and string.sub(mark, 1, 1) == 'd' then
      redis.call('HSET', record, ARGV[2], 's' .. string.sub(mark, 2))
    elseif mark and string.sub(mark, 1, 1) == 'p' then
      redis.call('HDEL', record, ARGV[2])
    end
  end
end
redis.call('HDEL', KEYS[3], ARGV[1])
local was_due = redis.call('ZREM', KEYS[2], ARGV[1])
return math.max(was_due, redis.call('DEL', KEYS[1]))
