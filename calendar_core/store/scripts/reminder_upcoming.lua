-- The documents in which the next rows of one account wait: {ref, document, ...}. ARGV 2: "account:", 3: how many rows
-- are wanted, 4: how many documents are looked at at most.
local answer, seen, dues, looked = {}, {}, {}, 0
local mine, limit, most = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local function take(ref, value)
  looked = looked + 1
  if seen[ref] or string.sub(ref, 1, #mine) ~= mine then
    return
  end
  local doc = read_doc(value)
  if doc and not doc.off then
    seen[ref] = true
    for _, row in pairs(doc.rows) do
      dues[#dues + 1] = doc.at - before_start(row)
    end
    answer[#answer + 1] = ref
    answer[#answer + 1] = value
  end
end

-- Whether as many rows as are wanted are due before anything that has not been looked at.
local function enough(from)
  local before = 0
  for _, due in ipairs(dues) do
    before = before + (due <= from and 1 or 0)
  end
  return before >= limit or looked >= most
end

for _, member in ipairs(redis.call('ZRANGE', DUE, 0, MOST - 1)) do
  local _, ref, _, doc, minute = row_of(member)
  if doc then
    take(ref, redis.call('HGET', ROW .. named(minute), ref))
  end
end
local wheel = redis.call('ZRANGE', WHEEL, 0, -1, 'WITHSCORES')
for i = 1, #wheel, 2 do
  if enough(tonumber(wheel[i + 1])) then
    break
  end
  local flat = redis.pcall('HGETALL', ROW .. named(tonumber(wheel[i]) or 0))
  for at = 1, flat.err and 0 or #flat, 2 do
    take(flat[at], flat[at + 1])
  end
end
return answer
