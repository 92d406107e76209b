//! Codes of `check`.

use super::codes;

codes! { CHECK;
}
