//! Number literals: from text to bits and from bits to text.
//!
//! Imports nothing. Numbers here are bare bit patterns in a `u64` with a type beside them; how
//! they are spread over words, and which type applies, is for `types` and those who call.
//!
//! The rules are those of `spirv-as`: integers may be decimal, hexadecimal or octal (a leading
//! zero); hexadecimal floats are needed for infinities, NaNs and subnormal numbers, which have no
//! other spelling; floats that are not 32 or 64 bits wide are rounded toward zero.

use std::fmt::Write as _;

/// The type of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberType {
    /// An integer of 1 to 64 bits.
    Int { width: u32, signed: bool },
    /// A floating-point number.
    Float(FloatFormat),
}

/// The layout of a floating-point number: a sign, then exponent, then mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FloatFormat {
    exponent_bits: u32,
    mantissa_bits: u32,
    /// Whether the highest exponent is kept for infinities and NaNs.
    has_infinity: bool,
}

impl FloatFormat {
    pub(super) const F16: Self = Self::new(5, 10, true);
    pub(super) const F32: Self = Self::new(8, 23, true);
    pub(super) const F64: Self = Self::new(11, 52, true);
    pub(super) const BF16: Self = Self::new(8, 7, true);
    pub(super) const E4M3: Self = Self::new(4, 3, false);
    pub(super) const E5M2: Self = Self::new(5, 2, true);

    const fn new(exponent_bits: u32, mantissa_bits: u32, has_infinity: bool) -> Self {
        Self {
            exponent_bits,
            mantissa_bits,
            has_infinity,
        }
    }

    const fn width(self) -> u32 {
        1 + self.exponent_bits + self.mantissa_bits
    }

    /// What is added to an exponent to store it.
    const fn bias(self) -> i64 {
        (1 << (self.exponent_bits - 1)) - 1
    }

    /// The stored exponent of infinities.
    const fn top_exponent(self) -> u64 {
        (1 << self.exponent_bits) - 1
    }

    const fn mantissa_mask(self) -> u64 {
        (1 << self.mantissa_bits) - 1
    }
}

impl NumberType {
    /// Bits taken, without padding.
    pub(super) const fn width(self) -> u32 {
        match self {
            Self::Int { width, .. } => width,
            Self::Float(format) => format.width(),
        }
    }

    /// Words taken.
    pub(super) const fn words(self) -> usize {
        if self.width() > 32 { 2 } else { 1 }
    }

    /// The bits that are in these words, the low ones first.
    pub(super) fn bits_of(self, words: &[u32]) -> u64 {
        let words = words.iter().take(self.words());
        words
            .rev()
            .fold(0, |bits, &word| bits << 32 | u64::from(word))
    }

    /// What it is called in messages.
    pub(super) fn describe(self) -> String {
        match self {
            Self::Int { width, signed } => {
                let kind = if signed { "signed" } else { "unsigned" };
                format!("{width}-bit {kind} integer")
            }
            Self::Float(format) => format!("{}-bit float", format.width()),
        }
    }
}

/// Why a text is not a number of some type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberError {
    /// It is not spelled as one.
    Malformed,
    /// It has a sign that the type does not have.
    Negative,
    /// It does not fit.
    OutOfRange,
}

/// The bits of the number `text`, sign-extended to 64 bits for signed integers.
pub(super) fn parse(text: &str, ty: NumberType) -> Result<u64, NumberError> {
    match ty {
        NumberType::Int { width, signed } => parse_integer(text, width, signed),
        NumberType::Float(format) => parse_float(text, format),
    }
}

/// The text of the number with these bits, none if no number has them (there is padding that is
/// not as it should be).
pub(super) fn format(bits: u64, ty: NumberType) -> Option<String> {
    let text = match ty {
        NumberType::Int { signed: false, .. } => bits.to_string(),
        NumberType::Int {
            signed: true,
            width,
        } => sign_extend(bits, width).cast_signed().to_string(),
        NumberType::Float(format) => format_float(bits, format),
    };
    let word_mask = u64::MAX >> (64 - 32 * ty.words());
    let back = parse(&text, ty).ok()? & word_mask;
    (back == bits).then_some(text)
}

const fn sign_extend(bits: u64, width: u32) -> u64 {
    let unused = 64 - width;
    (((bits << unused).cast_signed()) >> unused).cast_unsigned()
}

/// `text` without its sign, and whether it was negative.
fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn strip_hex(text: &str) -> Option<&str> {
    text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))
}

fn parse_integer(text: &str, width: u32, signed: bool) -> Result<u64, NumberError> {
    let (negative, digits) = split_sign(text);
    let (radix, digits) = match strip_hex(digits) {
        Some(hex) => (16, hex),
        None if digits.len() > 1 && digits.starts_with('0') => (8, digits),
        None => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(NumberError::Malformed);
    }
    if negative && !signed {
        return Err(NumberError::Negative);
    }
    // All are digits: what can still fail is overflow.
    let magnitude = u64::from_str_radix(digits, radix).map_err(|_| NumberError::OutOfRange)?;
    let half = 1_u64 << (width - 1);
    let whole = u64::MAX >> (64 - width);
    let limit = match (signed, negative) {
        (true, true) => half,
        // Hexadecimal numbers are bit patterns: they may reach into the sign.
        (true, false) if radix != 16 => half - 1,
        _ => whole,
    };
    if magnitude > limit {
        return Err(NumberError::OutOfRange);
    }
    Ok(match (signed, negative) {
        (true, true) => magnitude.wrapping_neg(),
        (true, false) => sign_extend(magnitude, width),
        _ => magnitude,
    })
}

fn parse_float(text: &str, format: FloatFormat) -> Result<u64, NumberError> {
    let (negative, digits) = split_sign(text);
    let magnitude = match strip_hex(digits) {
        Some(hex) => {
            let (mantissa, exponent) = parse_hex_float(hex)?;
            pack(mantissa, exponent, format)
        }
        None => parse_decimal_float(digits, format)?,
    };
    Ok(magnitude | u64::from(negative) << (format.width() - 1))
}

fn parse_decimal_float(digits: &str, format: FloatFormat) -> Result<u64, NumberError> {
    // Rust takes names like `inf` as well, and a second sign.
    let plausible = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-');
    let starts = |b: &u8| b.is_ascii_digit() || *b == b'.';
    if !digits.as_bytes().first().is_some_and(starts) || !digits.bytes().all(plausible) {
        return Err(NumberError::Malformed);
    }
    if format == FloatFormat::F64 {
        let value: f64 = digits.parse().map_err(|_| NumberError::Malformed)?;
        return if value.is_finite() {
            Ok(value.to_bits())
        } else {
            Err(NumberError::OutOfRange)
        };
    }
    let value: f32 = digits.parse().map_err(|_| NumberError::Malformed)?;
    if !value.is_finite() {
        return Err(NumberError::OutOfRange);
    }
    let bits = u64::from(value.to_bits());
    if format == FloatFormat::F32 {
        return Ok(bits);
    }
    let (mantissa, exponent) = unpack(bits, FloatFormat::F32);
    let packed = pack(mantissa, exponent, format);
    let is_special = if format.has_infinity {
        packed >> format.mantissa_bits == format.top_exponent()
    } else {
        // There the highest pattern of all is the only one that is no number.
        packed >= u64::MAX >> (64 - format.width() + 1)
    };
    if is_special {
        Err(NumberError::OutOfRange)
    } else {
        Ok(packed)
    }
}

/// The mantissa and the exponent of the number `mantissa * 2^exponent`, from the text behind `0x`.
fn parse_hex_float(text: &str) -> Result<(u64, i64), NumberError> {
    let (digits, exponent) = text.split_once(['p', 'P']).ok_or(NumberError::Malformed)?;
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if integer.is_empty() && fraction.is_empty() {
        return Err(NumberError::Malformed);
    }
    let mut mantissa = 0_u64;
    let mut scale = 0_i64;
    for (is_fraction, part) in [(false, integer), (true, fraction)] {
        for digit in part.chars() {
            let digit = digit.to_digit(16).ok_or(NumberError::Malformed)?;
            // More digits than any format has are cut off, which is what rounding toward zero is.
            if mantissa >> 60 == 0 {
                mantissa = mantissa << 4 | u64::from(digit);
                scale -= if is_fraction { 4 } else { 0 };
            } else {
                scale += if is_fraction { 0 } else { 4 };
            }
        }
    }
    let (negative, exponent) = split_sign(exponent);
    if exponent.is_empty() || !exponent.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberError::Malformed);
    }
    // Far beyond every format, and far from overflow.
    let magnitude = exponent.parse::<i64>().unwrap_or(i64::MAX).min(1 << 40);
    let exponent = if negative { -magnitude } else { magnitude };
    Ok((mantissa, exponent.saturating_add(scale)))
}

/// The bits of `mantissa * 2^exponent` without sign, rounded toward zero; infinity if it is too
/// large. An exponent just above the largest gives infinity or NaN, as the mantissa is: that is
/// how they are spelled.
fn pack(mantissa: u64, exponent: i64, format: FloatFormat) -> u64 {
    if mantissa == 0 {
        return 0;
    }
    let length = i64::from(64 - mantissa.leading_zeros());
    // The mantissa as 1.xxx, its leading one in the highest bit.
    let normalised = mantissa << mantissa.leading_zeros();
    let stored = (exponent + length - 1).saturating_add(format.bias());
    let top = format.top_exponent();
    match u64::try_from(stored) {
        Ok(stored) if stored > top => top << format.mantissa_bits,
        Ok(stored) if stored > 0 => {
            let fraction = (normalised << 1) >> (64 - format.mantissa_bits);
            stored << format.mantissa_bits | fraction
        }
        _ => {
            // Subnormal: the leading one is stored too, moved down by what the exponent lacks.
            let shift = i64::from(63 - format.mantissa_bits) + 1 - stored;
            u32::try_from(shift)
                .ok()
                .and_then(|shift| normalised.checked_shr(shift))
                .unwrap_or(0)
        }
    }
}

/// The opposite of [`pack`]; for infinities and NaNs too, by the same convention.
fn unpack(bits: u64, format: FloatFormat) -> (u64, i64) {
    let fraction = bits & format.mantissa_mask();
    let stored = (bits >> format.mantissa_bits) & format.top_exponent();
    let (mantissa, stored) = if stored == 0 {
        (fraction, 1)
    } else {
        (fraction | 1 << format.mantissa_bits, stored.cast_signed())
    };
    (
        mantissa,
        stored - format.bias() - i64::from(format.mantissa_bits),
    )
}

fn format_float(bits: u64, format: FloatFormat) -> String {
    let stored = (bits >> format.mantissa_bits) & format.top_exponent();
    let is_zero = bits & (u64::MAX >> (64 - format.width() + 1)) == 0;
    let is_decimal = is_zero || (stored != 0 && stored != format.top_exponent());
    match u32::try_from(bits) {
        Ok(bits) if is_decimal && format == FloatFormat::F32 => {
            format_decimal(f64::from(f32::from_bits(bits)), 9)
        }
        _ if is_decimal && format == FloatFormat::F64 => format_decimal(f64::from_bits(bits), 17),
        _ => format_hex_float(bits, format),
    }
}

/// C's `%g` with `precision` digits: the digits that are enough to get the same number back.
fn format_decimal(value: f64, precision: usize) -> String {
    let scientific = format!("{value:.*e}", precision - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |text: &str| -> String {
        let trimmed = if text.contains('.') {
            text.trim_end_matches('0')
        } else {
            text
        };
        trimmed.trim_end_matches('.').to_owned()
    };
    let digits = i32::try_from(precision).unwrap_or(i32::MAX);
    if exponent < -4 || exponent >= digits {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{}e{sign}{:02}", trim(mantissa), exponent.unsigned_abs())
    } else {
        let decimals = usize::try_from(digits - 1 - exponent).unwrap_or(0);
        trim(&format!("{value:.decimals$}"))
    }
}

fn format_hex_float(bits: u64, format: FloatFormat) -> String {
    let sign = if bits >> (format.width() - 1) & 1 == 1 {
        "-"
    } else {
        ""
    };
    let (mantissa, exponent) = unpack(bits, format);
    if mantissa == 0 {
        return format!("{sign}0x0p+0");
    }
    let length = 64 - mantissa.leading_zeros();
    let exponent = exponent + i64::from(length) - 1;
    // The bits below the leading one, from the top: hexadecimal digits in order.
    let mut rest = (mantissa << mantissa.leading_zeros()) << 1;
    let mut text = format!("{sign}0x1");
    if rest != 0 {
        text.push('.');
    }
    while rest != 0 {
        // Writing to a string cannot fail.
        let _ = write!(text, "{:x}", rest >> 60);
        rest <<= 4;
    }
    let _ = write!(text, "p{exponent:+}");
    text
}
