-- What is due now and nobody is sending; behind reminder_rows.lua and silence.lua.
local MOST = 1000 -- rows that are looked at; more are due than can be sent in half a minute, and there is a next time

-- The event and the document of a row, and where that is: chat, ref, name, document, minute. Without the last two
-- where the row has gone.
local function row_of(member)
  local chat, ref, name = string.match(member, '^([^|]*)|([^|]*)|(.*)$')
  local calendar, id = split(ref or '')
  local minute = id and locate(calendar, id)
  local doc = minute and doc_at(minute, ref)
  if doc and doc.rows[name] and not doc.off and member_of(ref, name, doc.rows[name]) == member then
    return chat, ref, name, doc, minute
  end
  return chat, ref, name
end

-- A row was sent, or need not be.
local function take_row(minute, ref, doc, name)
  local row = doc.rows[name]
  forget(member_of(ref, name, row))
  if not is_own(row) then
    note_sent(minute, ref .. '|' .. name, num(doc.at))
  end
  doc.rows[name] = nil
  write_doc(minute, ref, doc)
end

-- Put a row of a chat that blocked the bot aside; answers whether it has.
local function set_aside(member, score, chat)
  if redis.call('SISMEMBER', SILENT, chat) == 0 then
    return false
  end
  redis.call('ZADD', PARKED .. chat, score, member)
  redis.call('EXPIRE', PARKED .. chat, 604800)
  forget(member)
  return true
end

-- After an outage: whoever was sending is given the time to say so.
local function keep_leases()
  local moved, asked = silence(LEASES, TIME, OFFSET)
  if moved <= 0 then
    return
  end
  local flat = redis.call('HGETALL', LEASES)
  for i = 1, #flat, 2 do
    local until_ = string.find(flat[i + 1], '^[1-9]%d* ') and redis.call('ZSCORE', DUE, flat[i])
    if until_ and tonumber(until_) > asked then
      redis.call('ZINCRBY', DUE, num(moved), flat[i])
    end
  end
end

-- Call with(member, score, chat) for each, earliest first, until it answers false.
local function each_due(with)
  open_minutes()
  keep_leases()
  local due = redis.call('ZRANGE', DUE, '-inf', num(NOW), 'BYSCORE', 'LIMIT', 0, MOST, 'WITHSCORES')
  for i = 1, #due, 2 do
    local chat = string.match(due[i], '^(-?%d+)|')
    if not chat then
      forget(due[i]) -- rubbish
    elseif not set_aside(due[i], due[i + 1], chat) and with(due[i], due[i + 1], chat) == false then
      return
    end
  end
end
