from playwright.sync_api import sync_playwright, Browser
_B=[]
def running():
    if not _B:
        p=sync_playwright().start()
        _B.append(p.chromium.launch(executable_path="/usr/bin/chromium",args=["--headless","--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"]))
    return _B[0]
