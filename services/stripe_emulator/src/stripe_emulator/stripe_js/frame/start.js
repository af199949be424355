// Which frame this is.

hear("init", (told) => {
  if (FRAME_PAGE === "controller") startController(told);
  else if (FRAME_PAGE === "three-ds-2-challenge") startChallenge(told);
  else startElement(told);
});
tell("hello");
