// Signature | where it exists, and `writes` if it does | fuel | what it does. See `Builtin`.

extension Builtin {
  static let textFunctions = """
    Contains(s string, substr string) bool | pure | 10 | Tells whether a text contains another.
    HasPrefix(s string, prefix string) bool | pure | 10 | Tells whether a text begins with another.
    TrimSpace(s string) string | pure | 50 | Removes white space from both ends of a text.
    ToLower(s string) string | pure | 50 | Gives a text in lower case.
    ToUpper(s string) string | pure | 50 | Gives a text in upper case.
    Replace(s string, old string, new string) string | pure | 10 | Replaces each occurrence of one text by another.
    Size(s string) int | pure | 10 | Gives the length of a text in bytes.
    Substr(s string, off int, slen int) string | pure | 10 | Gives the bytes of a text from an offset on; empty when they lie outside.
    Split(input string, sep string) array | pure | 50 | Takes a text apart at each separator, or into characters when that is empty.
    Join(input array, sep string) string | pure | 10 | Puts the texts of an array together with a separator between them.
    Str(v any) string | pure | 50 | Gives the text of a value; nil becomes an empty text.
    Sprintf(format string, value any, values ...) string | pure | 50 | Puts values into the places of a format.
    StringToBytes(src string) bytes | pure | 50 | Gives the UTF-8 bytes of a text.
    BytesToString(src bytes) string | pure | 50 | Gives bytes as a text, without a byte order mark.
    HexToBytes(hexdata string) bytes | pure | 50 | Gives the bytes that hexadecimal digits spell, or an error.
    DecodeBase64(input string) string | pure | 50 | Gives the text that base64 with padding spells.
    EncodeBase64(input string) string | pure | 50 | Gives a text in base64 with padding.
    RegexpMatch(str string, reg string) bool | pure | 50 | Tells whether a regular expression (RE2) matches a part of a text.
    CheckNumberChars(data string) bool | pure | 50 | Tells whether a text consists of ASCII letters and digits alone.
    GetType(val any) string | pure | 50 | Gives the name of the type of a value.
    """

  static let numberFunctions = """
    Int(v any) int | pure | 50 | Gives a number, or a text of digits, as an integer; a fraction is cut off.
    Float(v any) float | pure | 50 | Gives a number, or its text, as a float; 0 for any other text.
    Money(v any) money | pure | 50 | Gives a number, or its text, as money, rounded down.
    FormatMoney(exp string, digit int) string | host | 50 | Puts the decimal point into the text of an amount; 0 digits stands for those of the ecosystem.
    Floor(x any) int | pure | 50 | Rounds a number down.
    Round(x any) int | pure | 50 | Rounds a number to the nearest, halves away from zero.
    Log(x any) float | pure | 50 | Gives the natural logarithm.
    Log10(x any) float | pure | 50 | Gives the logarithm to base 10.
    Pow(x any, y any) float | pure | 50 | Raises a number to a power.
    Sqrt(x any) float | pure | 50 | Gives the square root.
    MathMod(x float, y float) float | pure | 50 | Gives the remainder of a division of floats.
    MathModDecimal(x money, y money) money | pure | 50 | Gives the remainder of a division of money.
    SqrtDecimal(str string) money | pure | 50 | Gives the whole square root of a decimal text; 0 for any other text.
    Div(str1 string, str2 string) string | pure | 50 | Divides two decimal texts, with 16 decimals.
    GreaterThan(str1 string, str2 string) bool | pure | 50 | Compares two decimal texts; any other text is 0.
    GreaterThanOrEqual(str1 string, str2 string) bool | pure | 50 | Compares two decimal texts; any other text is 0.
    LessThan(str1 string, str2 string) bool | pure | 50 | Compares two decimal texts; any other text is 0.
    LessThanOrEqual(str1 string, str2 string) bool | pure | 50 | Compares two decimal texts; any other text is 0.
    Random(min int, max int) int | host | 50 | Draws from `min` up to, and without, `max`, the same on all nodes.
    RandomFloat(min float, max float) float | host | 50 | Draws a float, the same on all nodes.
    RandomDecimal(min money, max money) money | host | 50 | Draws an amount, the same on all nodes, rounded down.
    """

  static let collectionFunctions = """
    Len(in array) int | pure | 5 | Gives the number of elements of an array.
    Append(slice array, val any) array | pure | 50 | Gives an array with one more element.
    GetMapKeys(in map) array | pure | 50 | Gives the keys of a map in the order in which they came.
    SortedKeys(m map) array | pure | 50 | Gives the keys of a map in the order of their bytes.
    HasSlice(element any, slice any) bool | pure | 50 | Tells whether an array has an element equal to a value.
    JSONEncode(input any) string | pure | 50 | Gives a value as JSON; maps keep their order.
    JSONEncodeIndent(input any, indent string) string | pure | 50 | Gives a value as JSON on indented lines.
    JSONDecode(input string) any | pure | 50 | Gives the value that JSON spells; the keys of its maps are sorted.
    """

  static let keyFunctions = """
    Hash(data any) string | pure | 50 | Gives the hash of a text or of bytes in hexadecimal digits.
    DoubleHash(msg bytes) bytes | pure | 50 | Gives the hash of the hash of bytes.
    HMac(key string, data string, raw_output bool) string | pure | 50 | Gives a keyed hash, in hexadecimal digits or as it is.
    PubToID(hexkey string) int | pure | 10 | Gives the account of a public key in hexadecimal digits; 0 for any other text.
    HexToPub(pub string) bytes | pure | 50 | Gives the bytes of a public key in hexadecimal digits.
    PubToHex(in any) string | pure | 50 | Gives a public key in hexadecimal digits.
    AddressToId(input string) int | pure | 10 | Gives the account that an address stands for; 0 for any other text.
    IdToAddress(id int) string | pure | 10 | Gives the address of an account, or `invalid`.
    SeedToID(seed string) int | pure | 50 | Gives an account that nobody has the key of, made from a text.
    CheckSign(pub string, data string, sign string) bool | pure | 50 | Tells whether a signature in hexadecimal digits is that of a key for a text.
    IsHonorNodeKey(id int) bool | host | 10 | Tells whether an account is that of a node.
    EthereumAddress(pub bytes) string | pure | 50 | Gives the Ethereum address of a public key.
    TronAddress(pub bytes) string | pure | 50 | Gives the Tron address of a public key.
    BitcoinLegacyAddress(pubKeyBytes bytes) string | host | 50 | Gives the Bitcoin address of a public key, not compressed (P2PKH).
    BitcoinBip32Address(pubKeyBytes bytes) string | host | 50 | Gives the Bitcoin address of a compressed public key (P2PKH).
    BitcoinBip49Address(pubKeyBytes bytes) string | host | 50 | Gives the Bitcoin address of a public key (P2SH-P2WPKH).
    BitcoinBip84Address(pubKeyBytes bytes) string | host | 50 | Gives the Bitcoin address of a public key (P2WPKH).
    BitcoinBip86Address(pubKeyBytes bytes) string | host | 50 | Gives the Bitcoin address of a public key (P2TR).
    """

  static let timeFunctions = """
    BlockTime() string | host | 50 | Gives the time of the block as `YYYY-MM-DD hh:mm:ss`.
    DateTime(unix int) string | pure | 50 | Gives seconds since 1970 as `YYYY-MM-DD hh:mm:ss`.
    DateTimeLocation(unix int, locationName string) string | host | 50 | Gives seconds since 1970 as the time of a zone.
    UnixDateTime(value string) int | pure | 50 | Gives the seconds since 1970 of `YYYY-MM-DD hh:mm:ss`; 0 for any other text.
    UnixDateTimeLocation(value string, locationName string) int | host | 50 | Gives the seconds since 1970 of a time of a zone.
    AddDate(unix int, years int, months int, days int) int | pure | 50 | Adds years, months and days to seconds since 1970.
    DateFormat(timeFormat string, timestamp int) string | pure | 50 | Gives seconds since 1970 in a layout of the language Go.
    Date(timeFormat string, timestamp int) string | offLedger | 50 | Does what `DateFormat` does.
    """
}
