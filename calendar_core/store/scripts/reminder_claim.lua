-- Due rows, earliest first, ours until the lease ends. ARGV 2: limit, 3: seconds, 4: chat ('' for any).
-- Answers {member, document, event or '', receipt, attempts, due, ...}. Rows that have gone, cannot be read or whose
-- event is over leave.
local answer, found = {}, 0
local limit, until_, wanted = tonumber(ARGV[2]), num(NOW + tonumber(ARGV[3])), ARGV[4]

local function claim(member, score, chat)
  if wanted ~= '' and wanted ~= chat then
    return true
  end
  local _, ref, name, doc, minute = row_of(member)
  local held = redis.call('HGET', LEASES, member)
  if not doc or minute * 60 <= NOW or (not held and doc.at - before_start(doc.rows[name]) > NOW) then
    forget(member) -- gone, over, or due later than it was when it got its place
    return true
  end
  local _, attempts, first = string.match(held or '', '^(%S+) (%S+) (%S+)$')
  attempts = (tonumber(attempts) or 0) + 1
  local receipt = string.format('%.0f', redis.call('HINCRBY', LEASES, '#', 1))
  redis.call('HSET', LEASES, member, receipt .. ' ' .. attempts .. ' ' .. (first or score))
  redis.call('ZADD', DUE, until_, member)
  local event = redis.pcall('GET', EVENT .. ref)
  local value = redis.call('HGET', ROW .. named(minute), ref)
  for _, part in ipairs({ member, value, type(event) == 'string' and event or '', receipt, attempts, first or score }) do
    answer[#answer + 1] = part
  end
  found = found + 1
  return found < limit
end

each_due(claim)
return answer
