-- Runs the function that a file returns so many times; prints the result and the least milliseconds.
local main = dofile(arg[1])
local best, result = math.huge, nil
for _ = 1, tonumber(arg[2]) do
  local start = os.clock()
  result = main()
  best = math.min(best, (os.clock() - start) * 1000)
end
print(string.format("%s %.1f", result, best))
