-- Due rows, earliest first, ours until the lease ends. KEYS: due, leases, silent chats, beginnings of: rows, events,
-- parked rows. ARGV: Clock.offset, limit, seconds. Answers {member, row, event or '', receipt, attempts, due, ...}.
-- Rows that have gone, cannot be read or whose event is over leave; those of a silent chat are put aside.
local DUE, LEASES, SILENT, ROW, EVENT, PARKED = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local limit, until_ = tonumber(ARGV[2]), string.format('%.6f', now + tonumber(ARGV[3]))

local function forget(member, row_too)
  redis.call('ZREM', DUE, member)
  redis.call('HDEL', LEASES, member)
  if row_too then
    redis.call('DEL', ROW .. member)
  end
end

local function read(member)
  local value = redis.pcall('GET', ROW .. member)
  if type(value) ~= 'string' then
    return nil
  end
  local ok, row = pcall(cjson.decode, value)
  if ok and type(row) == 'table' and row.v == 1 and type(row.chat) == 'number' and type(row.over) == 'number'
    and type(row.of) == 'string' and type(row.event_id) == 'string' then
    return value, row
  end
  return nil
end

local answer, found = {}, 0
while found < limit do
  local due = redis.call('ZRANGE', DUE, '-inf', string.format('%.6f', now), 'BYSCORE', 'LIMIT', 0, limit, 'WITHSCORES')
  if #due == 0 then
    break
  end
  for i = 1, #due, 2 do
    local member, score = due[i], due[i + 1]
    local value, row = read(member)
    if not row or row.over <= now then
      forget(member, true)
    else
      local chat = string.format('%.0f', row.chat)
      if redis.call('SISMEMBER', SILENT, chat) == 1 then
        redis.call('ZADD', PARKED .. chat, score, member)
        redis.call('EXPIRE', PARKED .. chat, 604800)
        forget(member, false)
      elseif found < limit then
        local _, attempts, first = string.match(redis.call('HGET', LEASES, member) or '', '^(%S+) (%S+) (%S+)$')
        attempts = (tonumber(attempts) or 0) + 1
        local receipt = string.format('%.0f', redis.call('HINCRBY', LEASES, '#', 1))
        redis.call('HSET', LEASES, member, receipt .. ' ' .. attempts .. ' ' .. (first or score))
        redis.call('ZADD', DUE, until_, member)
        local event = redis.pcall('GET', EVENT .. row.of .. ':' .. row.event_id)
        for _, part in ipairs({ member, value, type(event) == 'string' and event or '', receipt, attempts, first or score }) do
          answer[#answer + 1] = part
        end
        found = found + 1
      end
    end
  end
end
return answer
