return function()
  local t
  local k = 0
  while k < 20 do
    local s = ""
    local i = 0
    while i < 20000 do
      s = s .. "ab"
      i = i + 1
    end
    t = s
    k = k + 1
  end
  return #t
end
