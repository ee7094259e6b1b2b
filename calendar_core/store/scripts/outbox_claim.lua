-- Due writes, oldest first, ours until the lease ends; of one event one at a time, in the order they were kept.
-- Behind silence.lua. KEYS: due, busy events, beginnings of: entries, accounts' entries.
-- ARGV: Clock.offset, limit, seconds. Answers {member, receipt, field, value, ...} of each.
local DUE, BUSY, ENTRY, ACCOUNT = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local until_ = string.format('%.6f', now + tonumber(ARGV[3]))

-- A member is "account:action:event": entries of one event share all but the action.
local function parts(member)
  return string.match(member, '^([^:]*):([^:]*):(.*)$')
end

-- The entry of the same event that was kept before this one, if it still waits.
local function elder(member, account, event)
  for _, other in ipairs(redis.call('ZRANGE', ACCOUNT .. account, 0, -1)) do
    if other == member then
      return nil
    end
    local _, _, of = parts(other)
    if of == event and redis.call('EXISTS', ENTRY .. other) == 1 then
      return other
    end
  end
  return nil
end

-- After an outage: whoever was at one is given the time to say so.
local moved, asked = silence(BUSY, TIME, tonumber(ARGV[1]))
if moved > 0 then
  local flat = redis.call('HGETALL', BUSY)
  for i = 1, #flat, 2 do
    local claim, held = string.match(flat[i + 1], '^(%S+) (%S+)$')
    if held and tonumber(held) > asked then
      redis.call('HSET', BUSY, flat[i], claim .. ' ' .. string.format('%.6f', tonumber(held) + moved))
    end
  end
end

local answer = {}
for _, member in ipairs(redis.call('ZRANGE', DUE, '-inf', string.format('%.6f', now), 'BYSCORE')) do
  if #answer >= tonumber(ARGV[2]) then
    break
  end
  local account, _, event = parts(member)
  if redis.call('EXISTS', ENTRY .. member) == 0 then
    redis.call('ZREM', DUE, member)
    if account then
      redis.call('ZREM', ACCOUNT .. account, member)
    end
  else
    local name = account .. ':' .. event
    local _, held = string.match(redis.call('HGET', BUSY, name) or '', '^(%S+) (%S+)$')
    if not (held and tonumber(held) > now) and not elder(member, account, event) then
      local claim = redis.call('HINCRBY', BUSY, '#', 1)
      local version = redis.call('HGET', ENTRY .. member, 'version') or '0'
      redis.call('HSET', BUSY, name, claim .. ' ' .. until_)
      redis.call('ZADD', DUE, until_, member)
      local fields = redis.call('HGETALL', ENTRY .. member)
      table.insert(fields, 1, version .. '.' .. claim)
      table.insert(fields, 1, member)
      answer[#answer + 1] = fields
    end
  end
end
return answer
