-- Chats for which something is due, the longest overdue first. ARGV 2: how many at most.
local chats, known, most = {}, {}, tonumber(ARGV[2])
each_due(function(_, _, chat)
  if not known[chat] then
    known[chat] = true
    chats[#chats + 1] = chat
  end
  return #chats < most
end)
return chats
