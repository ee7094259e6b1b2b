-- The oldest update of a chat that nobody handles. ARGV 2: seconds, 3: deaths.
-- Answers {update id, chat, payload, tries before, receipt, how many of them have failed}, or nothing.
return hand_out_next(tonumber(ARGV[2]), tonumber(ARGV[3]))
