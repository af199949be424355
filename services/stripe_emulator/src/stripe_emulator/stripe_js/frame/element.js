// The frame of one element: the form, and what the shop's page is told of it.

function startElement(told) {
  if (!LAYOUTS[told.element]) return startEmpty();
  // The shop's page asks first which payment methods there are.
  if (told.element === "payment") {
    hear("methods", ({ methods }) => show(told, (options, hooks) => new Choice(methods, options, hooks)));
  } else if (told.element === "checkoutAddress") hear("countries", (options) => showAddress(told, options));
  else show(told, (options, hooks) => new Form(told.element, options, hooks));
}

function showAddress(told, options) {
  show(told, (_, hooks) => new AddressForm(options, hooks)).typed();
}

// Shows the form that `make` makes of the element's options.
function show(told, make) {
  openChannel(told.channel);
  dress(told.appearance, told.options.style);
  const form = make(told.options, { typed, judged, entered });
  document.body.append(form.node);
  let lastState = JSON.stringify(form.state());

  function typed() {
    const state = form.state();
    if (told.element === "cardNumber") tellBrand(told.group, state.brand);
    tell("state", { state });
    lastState = JSON.stringify(state);
  }

  function judged() {
    if (JSON.stringify(form.state()) !== lastState) typed();
  }

  function entered(event) {
    if (event.key === "Escape") tell("escape");
    if (event.key !== "Enter") return;
    event.preventDefault();
    tell("enter");
  }

  function refresh() {
    form.update(told.options);
    judged();
  }

  answerWith(told.id, (first) => {
    const read = form.read(first);
    judged();
    return read;
  });
  if (told.element === "cardCvc") hearBrand(told.group, (brand) => { form.brandElsewhere = brand; refresh(); });
  if (told.element === "cardNumber") brandWanted(told.group, () => tellBrand(told.group, form.state().brand));
  hear("update", ({ options, appearance }) => {
    told.options = options || told.options;
    told.appearance = appearance || told.appearance;
    dress(told.appearance, told.options.style);
    refresh();
  });
  hear("focus", () => form.focus());
  hear("blur", () => document.activeElement?.blur());
  hear("clear", () => { form.clear(); typed(); });
  tellFocus(form.node);
  tellHeight(form.node);
  tell("ready");
  return { typed };
}

// Elements of which nothing is shown here report ready, so that pages with them work.
function startEmpty() {
  tell("height", { height: 0 });
  tell("ready");
}

// Moving between the fields of one element is neither focus nor blur of it.
function tellFocus(node) {
  node.addEventListener("focusin", (event) => { if (!node.contains(event.relatedTarget)) tell("focus"); });
  node.addEventListener("focusout", (event) => { if (!node.contains(event.relatedTarget)) tell("blur"); });
}

function tellHeight(node) {
  const measure = () => tell("height", { height: Math.ceil(node.getBoundingClientRect().height) });
  new ResizeObserver(measure).observe(node);
  measure();
}
