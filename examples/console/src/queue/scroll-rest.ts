const restMs = 150;

/** Knows when a list stands still. */
export class ScrollRest {
  #moved = Number.NEGATIVE_INFINITY;

  /** It moves. */
  move(): void {
    this.#moved = performance.now();
  }

  /** Resolves once it has stood still for a moment. */
  async reached(): Promise<void> {
    for (;;) {
      const left = this.#moved + restMs - performance.now();
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  }
}
