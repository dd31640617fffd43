"""Operations that the apps' migrations use where engines differ."""
