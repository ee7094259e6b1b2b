-- One listing in one round trip. KEYS: state, index, long, beginning of the events, calendars due, the account's kept
-- writes. ARGV: Clock.offset, member, start and end in epoch seconds (end '' for none), limit.
-- Answers one text, for a client reads one faster than many: synced_at, truncated_from, start and end of the window,
-- how many writes are kept, and the values, a line each (JSON has none within): what may be under way at start, then up
-- to `limit` that begin.
local STATE, INDEX, LONG, EVENT, SYNCS, KEPT = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local from, to, limit = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local MINUTE_SHARE, ENDLESS = 1048576, 1048575

local ids, keys = {}, {}
local function take(id)
  ids[#ids + 1] = id
  keys[#keys + 1] = EVENT .. id
end

local function under_way(flat)
  for i = 1, #flat, 2 do
    local score = tonumber(flat[i + 1])
    local start = math.floor(score)
    local minutes = math.floor((score - start) * MINUTE_SHARE + 0.5)
    if start <= from and (minutes >= ENDLESS or start + minutes * 60 > from) then
      take(flat[i])
    end
  end
end

-- Whatever is no longer than 180 minutes (rows.lua) and under way has begun since then; the rest has its own index.
local lately = string.format('%.6f', from - 10800)
under_way(redis.call('ZRANGE', LONG, '-inf', '(' .. lately, 'BYSCORE', 'WITHSCORES'))
-- Up to a second later, for the length stands in the fraction of a score.
under_way(redis.call('ZRANGE', INDEX, lately, string.format('%.6f', from + 1), 'BYSCORE', 'WITHSCORES'))
local known = #ids
local seen = {}
for i = 1, known do
  seen[ids[i]] = true
end
local bound = to == '' and '+inf' or '(' .. to
for _, id in ipairs(redis.call('ZRANGE', INDEX, ARGV[3], bound, 'BYSCORE', 'LIMIT', 0, limit)) do
  if known == 0 or not seen[id] then
    take(id)
  end
end

local state = redis.call('HMGET', STATE, 'count', 'full_due', 'v', 'synced_at', 'truncated_from', 'window_start', 'window_end')
local answer = {}
for field = 4, 7 do
  answer[field - 3] = (state[3] or '1') == '1' and state[field] or ''
end
answer[5] = redis.call('ZCARD', KEPT)
local damaged = false
for at = 1, #keys, 1000 do
  local last = math.min(at + 999, #keys)
  for _, value in ipairs(redis.call('MGET', unpack(keys, at, last))) do
    if value then
      answer[#answer + 1] = value
    else
      damaged = true -- its name stays in the index, so that the full run takes its rows out if it is gone
    end
  end
end
local count = tonumber(state[1])
if count and count ~= redis.call('ZCARD', INDEX) then
  damaged = true
end
-- Something was evicted or ran out: read everything anew as soon as may be. Said once, so that pauses after failures
-- hold.
local TIME = damaged and redis.call('TIME')
local NOW = TIME and string.format('%.6f', TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1]))
if damaged and tonumber(state[2] or '0') > tonumber(NOW) then
  redis.call('HSET', STATE, 'full_due', NOW, 'due_at', NOW, 'asked', NOW, 'count', redis.call('ZCARD', INDEX))
  redis.call('ZADD', SYNCS, NOW, ARGV[2])
end
return table.concat(answer, '\n')
