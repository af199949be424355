// on, once, off and emit, as elements have them: https://docs.stripe.com/js/element/events.

class Emitter {
  constructor() {
    this._handlers = [];
  }

  on(type, handler) {
    must(typeof handler === "function", `on(${shown(type)}): expected a function, came ${shown(handler)}.`);
    this._handlers.push({ type, handler, call: handler });
    return this;
  }

  once(type, handler) {
    must(typeof handler === "function", `once(${shown(type)}): expected a function, came ${shown(handler)}.`);
    const call = (event) => {
      this.off(type, handler);
      handler(event);
    };
    this._handlers.push({ type, handler, call });
    return this;
  }

  off(type, handler) {
    this._handlers = this._handlers.filter((one) => one.type !== type || (handler && one.handler !== handler));
    return this;
  }

  _emit(type, event) {
    for (const one of this._handlers.filter((each) => each.type === type)) one.call(event);
  }
}
