const_assert 4;
