/**
 * Gives each job to every program before the next job, in an order that turns by one each time, so that what else the machine does meets all alike.
 * The first two jobs are done once beforehand, unmeasured: they load what is loaded late.
 */
export async function inTurns(programs, job, numbers) {
  const results = Object.fromEntries(programs.map((program) => [program.name, []]));
  for (const number of numbers.slice(0, 2)) {
    for (const program of programs) {
      await program[job](number);
    }
  }

  for (const [round, number] of numbers.entries()) {
    for (let i = 0; i < programs.length; i++) {
      const program = programs[(round + i) % programs.length];
      results[program.name].push(await program[job](number));
    }

    process.stderr.write(`\r${job} ${round + 1} of ${numbers.length}   `);
  }

  process.stderr.write("\n");
  return results;
}
