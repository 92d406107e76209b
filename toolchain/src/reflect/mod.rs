//! What a host program must know of a shader, as plain data.
