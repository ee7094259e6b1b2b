-- What became of an update. ARGV 2: update id, 3: chat, 4: receipt, 5: seconds until the next try ('' for handled),
-- 6: tries that may fail, 7: seconds for which whoever says so handles the next one ('' for nobody).
-- Answers 1 where it was parked, else 0; and where the next is asked for, what inbox_claim does. A receipt that is not
-- the last one changes nothing.
local id, chat, after = ARGV[2], ARGV[3], ARGV[5]

local function settle()
  if redis.call('HGET', RECEIPTS, chat) ~= ARGV[4] then
    return 0
  end
  redis.call('HDEL', RECEIPTS, chat)
  redis.call('ZREM', BUSY, chat)
  local parked = after ~= '' and redis.call('HINCRBY', UPDATE .. id, 'failed', 1) >= tonumber(ARGV[6])
  if after ~= '' and not parked then
    redis.call('ZADD', READY, num(NOW + tonumber(after)), chat)
    return 0
  end
  redis.call('LREM', CHAT .. chat, 1, id)
  if parked then
    park(id)
  else
    redis.call('SREM', WAITING, id)
    redis.call('DEL', UPDATE .. id)
  end
  if redis.call('EXISTS', CHAT .. chat) == 1 then
    redis.call('ZADD', READY, num(NOW), chat)
  end
  return parked and 1 or 0
end

local answer = settle()
if ARGV[7] == '' then
  return answer
end
return hand_out_next(tonumber(ARGV[7]), tonumber(ARGV[6]))
