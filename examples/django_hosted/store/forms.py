from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User


class SignUpForm(UserCreationForm):
    username = forms.EmailField(max_length=150)

    class Meta:
        model = User
        fields = ["username"]

    def save(self, commit=True):
        self.instance.email = self.cleaned_data["username"]
        return super().save(commit)


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(min_value=0, max_value=99)
