// How alike two directions of the space shared by picture and music are.

/** Cosine over what both have; 0 where one of them is zero. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    product += a[i]! * b[i]!;
    squaresA += a[i]! ** 2;
    squaresB += b[i]! ** 2;
  }
  const norm = Math.sqrt(squaresA * squaresB);
  return norm > 0 ? product / norm : 0;
}
