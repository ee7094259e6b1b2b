-- The oldest update of a chat that nobody handles. KEYS: ready chats, busy chats, receipts, all that wait, parked,
-- beginnings of: updates, chats' updates. ARGV: Clock.offset, seconds, tries, seconds a parked update is kept.
-- Answers {update id, chat, payload, tries before, receipt}, or nothing.
local READY, BUSY, RECEIPTS, WAITING, PARKED, UPDATE, CHAT = unpack(KEYS)
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local at = string.format('%.6f', now)

local function park(id)
  redis.call('ZADD', PARKED, at, id)
  redis.call('EXPIRE', PARKED, ARGV[4])
  redis.call('EXPIRE', UPDATE .. id, ARGV[4])
  redis.call('SREM', WAITING, id)
end

-- A handler that died: its chat is free again.
for _, chat in ipairs(redis.call('ZRANGE', BUSY, '-inf', at, 'BYSCORE')) do
  redis.call('ZREM', BUSY, chat)
  redis.call('HDEL', RECEIPTS, chat)
  redis.call('ZADD', READY, at, chat)
end

while true do
  local chat = redis.call('ZRANGE', READY, '-inf', at, 'BYSCORE', 'LIMIT', 0, 1)[1]
  if not chat then
    return {}
  end
  redis.call('ZREM', READY, chat)
  while true do
    local id = redis.call('LINDEX', CHAT .. chat, 0)
    if not id then
      break
    end
    local payload = redis.call('HGET', UPDATE .. id, 'payload')
    local tries = tonumber(redis.call('HGET', UPDATE .. id, 'tries') or '0')
    if payload and tries < tonumber(ARGV[3]) then
      local receipt = string.format('%.0f', redis.call('HINCRBY', RECEIPTS, '#', 1))
      redis.call('HSET', RECEIPTS, chat, receipt)
      redis.call('ZADD', BUSY, string.format('%.6f', now + tonumber(ARGV[2])), chat)
      redis.call('HINCRBY', UPDATE .. id, 'tries', 1)
      return { id, chat, payload, tries, receipt }
    end
    -- Each time its handler died: it is given up so that the chat's next ones are heard.
    redis.call('LPOP', CHAT .. chat)
    if payload then
      park(id)
    else
      redis.call('SREM', WAITING, id)
    end
  end
end
