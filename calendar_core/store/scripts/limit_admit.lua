-- Ask for a start: breaker, cool-downs, calendar spacing and three windows in one go; a place is taken if and only if
-- the answer is "go". The algorithm of resilience/sliding_window.py; limit_at_rest.lua and
-- breaker.lua stand in front.
-- KEYS 3: project cool-down, 4: account cool-down ("until"); 5: endpoint window, 6: account window, 7: project window;
-- then, where a calendar is written to: its cool-down ("until hold next"); then, where a replica is named: the
-- replicas (zset).
-- ARGV 1, from 6: weight, width, widest width, limits of the three windows, queue bound, spacing. ARGV 2: id; 3: the
-- longest wait; 4, where there is either: the trial it belongs to and this replica's name (now and then), or '-'.
-- Answers "verdict delay epoch trial headroom replicas": verdict 0 go, 1 circuit, 2 cool-down, 3 window, 4 queue.
local WEIGHT, WIDTH, WIDEST, QUEUE, SPACING = ASKED[6], ASKED[7], ASKED[8], ASKED[12], ASKED[13]
local ID, LONGEST = ARGV[2], tonumber(ARGV[3])
local TRIAL, REPLICA = string.match(ARGV[4] or '- -', '^(%S+) (%S+)$')
TRIAL = TRIAL ~= '-' and TRIAL or ''
local CALENDAR = #KEYS > (REPLICA ~= '-' and 8 or 7) and KEYS[8] or nil

local function score_at(key, rank)
  return tonumber(redis.call('ZRANGE', key, text(rank), text(rank), 'WITHSCORES')[2])
end

-- The score of the last start of ranks low..top whose `spare` successors come within one window of it. Among very
-- many it is the last one: a place is then given later rather than too early.
local function last_blocker(key, low, top, spare)
  if top < low then
    return nil
  end
  local score = score_at(key, top)
  if top - low > 4096 or score_at(key, top + spare) - score < WIDTH then
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

-- The first instant from `at` on at which the weight leaves no window of that key over its limit.
local function earliest_in(key, limit, at)
  local spare = limit - math.min(WEIGHT, limit)
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

-- The same for all three, and the places left in the endpoint's.
local function earliest(at, now)
  local left, full, before = 0, {}, text(now - WIDEST)
  for i = 1, 3 do
    local key, limit = KEYS[4 + i], ASKED[8 + i]
    local card = redis.call('ZCARD', key)
    -- A window that is not half full may keep its old starts: they go when it fills, or with the whole key.
    if 2 * (card + WEIGHT) > limit and card > 0 then
      card = card - redis.call('ZREMRANGEBYSCORE', key, '-inf', before)
    end
    if i == 1 then
      left = math.max(0, limit - card - WEIGHT)
    end
    if card + WEIGHT > limit and card > 0 then
      full[#full + 1] = i
    end
  end
  if #full > 0 then
    repeat
      local began = at
      for _, i in ipairs(full) do
        at = earliest_in(KEYS[4 + i], ASKED[8 + i], at)
      end
    until at == began
  end
  return at, left
end

-- The end of what cools down; nothing does for longer than a day.
local function cooling(value, now)
  local until_ = number(value)
  return (until_ - now <= DAY) and until_ or 0
end

local function calendar_cooling(now)
  local held = CALENDAR and redis.call('MGET', CALENDAR)[1]
  if not held then
    return nil
  end
  local until_, hold, next_ = string.match(held, '^(%d+) (%d+) (%d+)$')
  until_ = cooling(until_, now)
  return until_ > now and { until_ = until_, hold = cooling(hold, now), next = cooling(next_, now) } or nil
end

local function space_out(calendar, at, now)
  local next_ = at + SPACING
  local state = text(calendar.until_) .. ' ' .. text(calendar.hold) .. ' ' .. text(next_)
  redis.call('SET', CALENDAR, state, 'PX', text(math.ceil((math.max(calendar.until_, next_) - now) / 1000)))
end

local function count_replicas(now)
  local key = KEYS[#KEYS]
  redis.call('ZADD', key, text(now), REPLICA)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now - 60000000))
  redis.call('PEXPIRE', key, 60000)
  return redis.call('ZCARD', key)
end

local now = tell_time(held[1])
local breaker = read_breaker(held[2], now)
local replicas = REPLICA ~= '-' and count_replicas(now) or 0
local function answer(verdict, delay, trial, left)
  return redis.status_reply(string.format('%d %.0f %.0f %d %d %d', verdict, delay, breaker.epoch, trial, left, replicas))
end
local wait = refused_for(breaker, now, TRIAL)
if wait then
  return answer(1, wait, 0, 0)
end
local from = math.max(now, cooling(held[3], now), cooling(held[4], now))
local calendar = calendar_cooling(now)
if calendar then
  from = math.max(from, calendar.hold, calendar.next)
end
local at, left = earliest(from, now)
if at - now > LONGEST then
  return answer(at == from and 2 or 3, at - now, 0, 0)
end
if at > now and redis.call('ZCOUNT', KEYS[5], '(' .. text(now), '+inf') + WEIGHT > QUEUE then
  return answer(4, at - now, 0, 0)
end
take_places({ KEYS[5], KEYS[6], KEYS[7] }, at, ID, WEIGHT, math.ceil((at - now + WIDEST) / 1000))
if calendar then
  space_out(calendar, at, now)
end
return answer(0, at - now, start_trial(breaker, at, TRIAL ~= '' and TRIAL or ID), left)
