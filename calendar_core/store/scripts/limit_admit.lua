-- Ask for a start: breaker, cool-downs, calendar spacing and three windows in one go; a place is taken if and only if
-- the answer is "go". The algorithm of resilience/sliding_window.py; breaker.lua stands in front.
-- KEYS 3: endpoint window, 4: account window, 5: project window (zsets of starts); 6: project cool-down, 7: account
-- cool-down (strings: until); 8: replicas (zset); 9, where a calendar is written to: its cool-down (hash: until,
-- hold, next).
-- ARGV 1, from 6: weight, longest wait, width, widest width, limits of the three windows, queue bound, spacing.
-- ARGV 2: id; 3: the trial it belongs to, or ''; 4: this replica's name now and then, else ''.
-- Answers "verdict delay epoch trial headroom replicas": verdict 0 go, 1 circuit, 2 cool-down, 3 window, 4 queue.
local WEIGHT, LONGEST, WIDTH, WIDEST = ASKED[6], ASKED[7], ASKED[8], ASKED[9]
local LIMITS, QUEUE, SPACING = { ASKED[10], ASKED[11], ASKED[12] }, ASKED[13], ASKED[14]
local ID, TRIAL, REPLICA = ARGV[2], ARGV[3], ARGV[4]
local OWN, CALENDAR = KEYS[3], KEYS[9]
local SCAN = 4096
local REPLICA_LIFE = 60000000

local function score_at(key, rank)
  return tonumber(redis.call('ZRANGE', key, text(rank), text(rank), 'WITHSCORES')[2])
end

-- The score of the last start of ranks low..top whose `spare` successors come within one window of it.
local function last_blocker(key, low, top, spare)
  if top < low then
    return nil
  end
  local score = score_at(key, top)
  if top - low > SCAN or score_at(key, top + spare) - score < WIDTH then
    return score
  end
  local starts = redis.call('ZRANGE', key, text(low), text(top + spare), 'WITHSCORES')
  for i = top - low, 1, -1 do
    local first = tonumber(starts[2 * i])
    if tonumber(starts[2 * (i + spare)]) - first < WIDTH then
      return first
    end
  end
  return nil
end

-- The first instant from `at` on at which the weight leaves no window over its limit.
local function earliest(key, card, limit, at)
  local weight = math.min(WEIGHT, limit)
  if card + weight <= limit then
    return at
  end
  local spare = limit - weight
  while true do
    local low = redis.call('ZCOUNT', key, '-inf', text(at - WIDTH))
    local high = redis.call('ZCOUNT', key, '-inf', '(' .. text(at + WIDTH))
    local blocker = last_blocker(key, low, high - 1 - spare, spare)
    if not blocker then
      return at
    end
    at = blocker + WIDTH
  end
end

local function suits_all(cards, at)
  repeat
    local began = at
    for i = 1, 3 do
      at = earliest(KEYS[2 + i], cards[i], LIMITS[i], at)
    end
  until at == began
  return at
end

-- The end of what is to cool down; nothing does for longer than a day.
local function cooling(value, now)
  local until_ = number(value)
  return (until_ - now <= 86400000000) and until_ or 0
end

local function lives(key, milliseconds)
  if redis.call('PTTL', key) < milliseconds then
    redis.call('PEXPIRE', key, text(milliseconds))
  end
end

local function take(at, now)
  local life = math.ceil((at - now + WIDEST) / 1000)
  local members = {}
  for i = 1, WEIGHT do
    members[2 * i - 1], members[2 * i] = text(at), i == 1 and ID or ID .. ':' .. i
  end
  for i = 3, 5 do
    redis.call('ZADD', KEYS[i], unpack(members))
    lives(KEYS[i], life)
  end
end

local function count_replicas(now)
  if REPLICA == '' then
    return 0
  end
  redis.call('ZADD', KEYS[8], text(now), REPLICA)
  redis.call('ZREMRANGEBYSCORE', KEYS[8], '-inf', text(now - REPLICA_LIFE))
  redis.call('PEXPIRE', KEYS[8], text(REPLICA_LIFE / 1000))
  return redis.call('ZCARD', KEYS[8])
end

local function decide()
  local now = tell_time()
  local breaker = read_breaker(now)
  local replicas = count_replicas(now)
  local function answer(verdict, delay, trial, headroom)
    return verdict .. ' ' .. text(delay) .. ' ' .. text(breaker.epoch) .. ' ' .. trial .. ' ' .. headroom .. ' ' .. replicas
  end
  local wait = refused_for(breaker, now, TRIAL)
  if wait then
    return answer(1, wait, 0, 0)
  end
  local cool = redis.call('MGET', KEYS[6], KEYS[7])
  local from = math.max(now, cooling(cool[1], now), cooling(cool[2], now))
  local spaced
  if CALENDAR then
    local held = redis.call('HMGET', CALENDAR, 'until', 'hold', 'next')
    spaced = cooling(held[1], now) > now
    if spaced then
      from = math.max(from, cooling(held[2], now), cooling(held[3], now))
    end
  end
  local cards = {}
  for i = 1, 3 do
    redis.call('ZREMRANGEBYSCORE', KEYS[2 + i], '-inf', text(now - WIDEST))
    cards[i] = redis.call('ZCARD', KEYS[2 + i])
  end
  local at = suits_all(cards, from)
  if at > now then
    if at - now > LONGEST then
      return answer(at == from and 2 or 3, at - now, 0, 0)
    end
    if redis.call('ZCOUNT', OWN, '(' .. text(now), '+inf') + WEIGHT > QUEUE then
      return answer(4, at - now, 0, 0)
    end
  end
  take(at, now)
  if spaced then
    redis.call('HSET', CALENDAR, 'next', text(at + SPACING))
    lives(CALENDAR, math.ceil((at - now + SPACING) / 1000))
  end
  local trial = start_trial(breaker, at, TRIAL ~= '' and TRIAL or ID)
  return answer(0, at - now, trial, math.max(0, LIMITS[1] - cards[1] - WEIGHT))
end

return with_clean_keys({ 'string', 'hash', 'zset', 'zset', 'zset', 'string', 'string', 'zset', 'hash' }, decide)
