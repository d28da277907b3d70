local function sort(a, low, high)
  local i, j = low, high
  local pivot = a[(low + high) // 2]
  while i <= j do
    local x = a[i]
    while x < pivot do
      i = i + 1
      x = a[i]
    end
    local y = a[j]
    while y > pivot do
      j = j - 1
      y = a[j]
    end
    if i <= j then
      a[i] = y
      a[j] = x
      i = i + 1
      j = j - 1
    end
  end
  if low < j then sort(a, low, j) end
  if i < high then sort(a, i, high) end
end
return function()
  local a = {}
  local i, seed, n = 0, 42, 500000
  while i < n do
    seed = seed * 1103515245 + 12345
    seed = seed - seed // 2147483648 * 2147483648
    a[i] = seed
    i = i + 1
  end
  sort(a, 0, n - 1)
  i = 1
  while i < n do
    if a[i] < a[i - 1] then return 0 end
    i = i + 1
  end
  return a[n // 2]
end
