-- When the next row is due, as epoch seconds; '' for never. A minute whose earliest row has gone is looked at anew.
while true do
  local near = redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')[2]
  local head = redis.call('ZRANGE', WHEEL, 0, 0, 'WITHSCORES')
  if not head[1] or (near and tonumber(near) <= tonumber(head[2])) then
    return near or ''
  end
  open_minute(tonumber(head[1]) or 0)
  local now_at = redis.call('ZSCORE', WHEEL, head[1])
  if now_at and tonumber(now_at) == tonumber(head[2]) then
    return head[2]
  end
end
