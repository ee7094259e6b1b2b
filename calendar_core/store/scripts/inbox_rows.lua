-- What the scripts of the inbox share; behind silence.lua. KEYS: ready chats, busy chats, receipts, ids seen, all that
-- wait, parked, beginnings of: updates, chats' updates. ARGV 1: Clock.offset.
local READY, BUSY, RECEIPTS, SEEN, WAITING, PARKED, UPDATE, CHAT = unpack(KEYS)
local TIME = redis.call('TIME')
local OFFSET = tonumber(ARGV[1])
local NOW = TIME[1] + TIME[2] / 1000000 + OFFSET
local PARKED_FOR = 604800 -- seconds

local function num(value)
  return string.format('%.6f', value)
end

local function park(id)
  redis.call('ZADD', PARKED, num(NOW), id)
  redis.call('EXPIRE', PARKED, PARKED_FOR)
  redis.call('EXPIRE', UPDATE .. id, PARKED_FOR)
  redis.call('SREM', WAITING, id)
end

-- Handlers that died: their chats are free again.
local function free_chats()
  local moved, asked = silence(RECEIPTS, TIME, OFFSET)
  if moved > 0 then
    for _, chat in ipairs(redis.call('ZRANGE', BUSY, num(asked), '+inf', 'BYSCORE')) do
      redis.call('ZINCRBY', BUSY, num(moved), chat)
    end
  end
  for _, chat in ipairs(redis.call('ZRANGE', BUSY, '-inf', num(NOW), 'BYSCORE')) do
    redis.call('ZREM', BUSY, chat)
    redis.call('HDEL', RECEIPTS, chat)
    redis.call('ZADD', READY, num(NOW), chat)
  end
end

-- Hand out the chat's first update; {update id, chat, payload, tries before, receipt, how many of them have failed}, or
-- nil where it has none left. In the tries that did not fail the process died: deaths is the most of those.
local function hand_out(chat, seconds, deaths)
  redis.call('ZREM', READY, chat)
  while true do
    local id = redis.call('LINDEX', CHAT .. chat, 0)
    if not id then
      return nil
    end
    local found = redis.call('HMGET', UPDATE .. id, 'payload', 'tries', 'failed')
    local payload, before, failed = found[1], tonumber(found[2] or '0'), tonumber(found[3] or '0')
    if payload and before - failed < deaths then
      local receipt = string.format('%.0f', redis.call('HINCRBY', RECEIPTS, '#', 1))
      redis.call('HSET', RECEIPTS, chat, receipt)
      redis.call('ZADD', BUSY, num(NOW + seconds), chat)
      redis.call('HINCRBY', UPDATE .. id, 'tries', 1)
      return { id, chat, payload, before, receipt, failed }
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

-- The same of the chat that has waited longest and that nobody handles; {} where there is none.
local function hand_out_next(seconds, deaths)
  free_chats()
  while true do
    local chat = redis.call('ZRANGE', READY, '-inf', num(NOW), 'BYSCORE', 'LIMIT', 0, 1)[1]
    if not chat then
      return {}
    end
    local item = hand_out(chat, seconds, deaths)
    if item then
      return item
    end
  end
end
